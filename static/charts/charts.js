// Reads a chart from the keyboard: one stop, arrows from point to point, the value told. What is
// said is the table of the chart; without this file the table is the way.
"use strict";

(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  function plain(element) {
    return element.textContent.replace(/\s+/g, " ").trim();
  }

  function sentences(figure) {
    const headers = [...figure.querySelectorAll(".chart__table thead th")].map(plain);
    return [...figure.querySelectorAll(".chart__table tbody tr")].map((row) => {
      const [name, ...values] = [...row.children].map(plain);
      return name + "\u00a0: " + values.map((v, i) => headers[i + 1].toLowerCase() + " " + v).join(", ");
    });
  }

  // A point of a curve or of a map: a circle is put around it.
  function points(svg) {
    const cursor = document.createElementNS(SVG, "circle");
    cursor.setAttribute("class", "ch-cursor");
    cursor.setAttribute("r", "6");
    return svg.dataset.stops.split(" ").map((stop) => {
      const [x, y] = stop.split(",");
      return {
        x: x === "" ? null : Number(x),
        y: Number(y),
        show() {
          if (y === "") {
            cursor.remove();
            return;
          }
          cursor.setAttribute("cx", x + "%");
          cursor.setAttribute("cy", y);
          svg.append(cursor);
        },
        hide() {
          cursor.remove();
        }
      };
    });
  }

  function rows(drawing) {
    return [...drawing.querySelectorAll(".ch-row")].map((row) => ({
      says: row.dataset.say,
      show() {
        row.classList.add("is-current");
      },
      hide() {
        row.classList.remove("is-current");
      }
    }));
  }

  function follow(drawing) {
    const figure = drawing.closest("figure");
    const svg = drawing.querySelector("svg[data-stops]");
    const stops = svg ? points(svg) : rows(drawing);
    const texts = sentences(figure);
    if (!stops.length || !texts.length) {
      return;
    }
    const said = document.createElement("p");
    said.className = "chart__said";
    said.setAttribute("aria-live", "polite");
    drawing.append(said);
    drawing.tabIndex = 0;
    // Rows are text, which a screen reader reads as it likes; a curve takes the arrows for itself.
    drawing.setAttribute("role", svg ? "application" : "group");
    drawing.setAttribute("aria-roledescription", "graphique");
    drawing.setAttribute("aria-label", drawing.dataset.title + " – les flèches lisent les valeurs");
    let current = -1;

    function go(to) {
      if (to === current) {
        return;
      }
      if (current >= 0) {
        stops[current].hide();
      }
      current = to;
      if (to >= 0) {
        stops[to].show();
      }
      said.textContent = to < 0 ? "" : stops[to].says || texts[to] || "";
    }

    drawing.addEventListener("keydown", (event) => {
      const last = stops.length - 1;
      let to = null;
      if (event.altKey || event.ctrlKey || event.metaKey) {
        return;
      }
      if (event.key in STEPS) {
        to = current < 0 && STEPS[event.key] < 0 ? last : current + STEPS[event.key];
        to = Math.min(Math.max(to, 0), last);
      } else if (event.key === "Home") {
        to = 0;
      } else if (event.key === "End") {
        to = last;
      } else if (event.key === "Escape") {
        to = -1;
      }
      if (to !== null) {
        event.preventDefault();
        go(to);
      }
    });
    drawing.addEventListener("blur", () => go(-1));
    if (!svg) {
      return;
    }
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const map = drawing.dataset.chart === "map";
      const ratio = map ? box.width / svg.viewBox.baseVal.width : 1;
      let best = -1;
      let least = map ? 24 : Infinity;
      stops.forEach((stop, index) => {
        if (stop.x === null) {
          return;
        }
        const across = event.clientX - box.left - (stop.x / 100) * box.width;
        const down = map ? event.clientY - box.top - stop.y * ratio : 0;
        const far = Math.hypot(across, down);
        if (far < least) {
          [best, least] = [index, far];
        }
      });
      go(best);
    });
    svg.addEventListener("pointerleave", () => go(-1));
  }

  document.querySelectorAll("[data-chart]").forEach(follow);
})();
