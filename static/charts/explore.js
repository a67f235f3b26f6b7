// Draws the interactive figure described by the JSON of the page.
"use strict";

(function () {
  const container = document.getElementById("chart-explore");
  if (!container || !window.Plotly) {
    return;
  }

  Plotly.register({
    moduleType: "locale",
    name: "fr",
    dictionary: {
      "Zoom": "Zoom",
      "Pan": "Déplacer",
      "Zoom in": "Agrandir",
      "Zoom out": "Réduire",
      "Reset axes": "Revenir à la vue d’origine",
      "Reset": "Revenir à la vue d’origine",
      "Double-click to zoom back out": "Double-cliquez pour revenir à la vue d’origine",
      "Click to enter Plot title": "",
      "Show closest data on hover": "Montrer la valeur la plus proche",
      "Compare data on hover": "Comparer les valeurs",
      "Toggle Spike Lines": "Montrer les repères"
    },
    format: {
      days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
      shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
      months: [
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre"
      ],
      shortMonths: [
        "janv.", "févr.", "mars", "avr.", "mai", "juin",
        "juil.", "août", "sept.", "oct.", "nov.", "déc."
      ],
      date: "%d/%m/%Y",
      decimal: ",",
      thousands: "\u202f"
    }
  });

  const figure = JSON.parse(document.getElementById(container.dataset.figure).textContent);
  if (container.clientWidth < 560) {
    figure.layout.font.size = 12;
    figure.layout.xaxis.nticks = 3;
    figure.layout.xaxis.tickangle = 0;
    figure.config.displayModeBar = false;
  }
  Plotly.newPlot(container, figure.data, figure.layout, figure.config);
})();
