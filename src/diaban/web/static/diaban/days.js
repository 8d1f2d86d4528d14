// The day slides by month: each step fills in the date and sends the form, which htmx swaps into the page and the address.
// Without this file the stops are links and the date is a form.
(() => {
  "use strict";
  const number = (iso) => { const [year, month] = iso.split("-").map(Number); return year * 12 + month - 1; };
  const first = (n) => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}-01`;
  let waiting = 0;

  // The last month stands for its last known day: today.
  const dayAt = (box, n) => (n >= number(box.dataset.last) ? box.dataset.last : n <= number(box.dataset.first) ? box.dataset.first : first(n));

  const start = () => {
    for (const box of document.querySelectorAll("[data-days]")) {
      const slide = box.querySelector(".slide"), date = box.querySelector("input[type=date]");
      slide.min = number(box.dataset.first);
      slide.max = number(box.dataset.last);
      slide.value = number(date.value || box.dataset.last);
      slide.setAttribute("aria-valuetext", date.value);
      slide.hidden = false;
    }
  };

  document.addEventListener("input", (event) => {
    const slide = event.target.closest?.("[data-days] .slide");
    if (!slide) return;
    const box = slide.closest("[data-days]"), date = box.querySelector("input[type=date]");
    date.value = dayAt(box, Number(slide.value));
    slide.setAttribute("aria-valuetext", date.value);
    clearTimeout(waiting);
    waiting = setTimeout(() => slide.form.requestSubmit(), 180);
  });
  document.addEventListener("change", (event) => {
    const date = event.target.closest?.("[data-days] input[name=ngay]");
    if (!date || !date.value) return;
    date.closest("[data-days]").querySelector(".slide").value = number(date.value);
  });
  // Known now is what an address without a moment means.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.closest("[data-days]") && !event.detail.parameters.biet) delete event.detail.parameters.biet;
  });
  // The stops are swapped with the page, or with the part of it that fetched itself (a list); the form keeps its focus, and only learns what the new address carries.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!["main", "bang"].includes(event.target.id)) return;
    const asked = new URLSearchParams(location.search);
    for (const box of document.querySelectorAll("[data-days]")) {
      for (const kept of box.querySelectorAll("input[type=hidden]")) if (!asked.has(kept.name)) kept.remove();
      for (const [name, value] of asked) {
        if (name === "ngay" || name === "lang" || box.querySelector(`input[name="${CSS.escape(name)}"]:not([type=hidden])`)) continue;
        let kept = [...box.querySelectorAll("input[type=hidden]")].find((one) => one.name === name);
        if (!kept) {
          kept = Object.assign(document.createElement("input"), { type: "hidden", name });
          box.querySelector("form").append(kept);
        }
        kept.value = value;
      }
    }
  });
  document.addEventListener("htmx:historyRestore", start);
  start();
})();
