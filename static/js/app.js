// Enriches pages that already work without it.

// A session that ended answers a partial refresh with the sign-in page: show it whole.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const answered = new URL(xhr.responseURL || window.location.href).pathname;
  const asked = new URL(requestConfig.path, window.location.href).pathname;
  if (answered !== asked) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

// A refresh that fails must not leave old rows under new filters.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.closest("form");
    if (form) form.submit();
    else window.location.assign(event.detail.requestConfig.path);
  });
}

// One open menu at a time, closed by Escape.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".app-user[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Empty filters stay out of the address, which people send to each other.
document.addEventListener("htmx:configRequest", (event) => {
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) {
    if (value === "") formData.delete(name);
  }
});
