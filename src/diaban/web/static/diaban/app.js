// Without this file every page reads as well: figures are links. With it they open in a drawer beside the page.
(() => {
  "use strict";
  const drawer = document.getElementById("drawer");
  const body = document.getElementById("drawer-body");
  let opener = null;

  const open = (link) => {
    const url = new URL(link.href, location.href);
    url.searchParams.set("ngan", "1");
    if (!drawer.open) opener = link;
    htmx.ajax("GET", url.pathname + url.search, { target: "#drawer-body", swap: "innerHTML" }).then(() => {
      if (!drawer.open) drawer.showModal();
      drawer.scrollTop = 0;
      body.querySelector("h2")?.focus();
    });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.fig");
    if (!link || link.hash || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]") || event.target === drawer) drawer.close();
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => { copy.textContent = copy.dataset.done; });
  });
  drawer.addEventListener("close", () => { body.replaceChildren(); opener?.focus(); });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input,textarea,select")) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("q")?.focus(); }
    const step = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (step && event.altKey === false && !drawer.open) document.querySelector(`a[rel="${step}"]`)?.click();
  });

  // A choice of day or place is a form that needs no button where scripts run.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    // What is typed is sent by Enter: leaving the field for a link must not send it.
    if (form && event.target.type !== "search") form.requestSubmit();
  });
})();
