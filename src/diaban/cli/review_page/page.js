"use strict";
// Pairs of forms, one after the other. Everything that is shown is put in as text, never as markup.
(async () => {
  const by = (id) => document.getElementById(id);
  const answer = await fetch("pairs.json", { cache: "no-store" });
  const { pairs, said, words, lang } = await answer.json();
  const decided = new Map(Object.entries(said));
  const past = [];
  let at = Math.max(0, pairs.findIndex((one) => !decided.has(key(one))));

  function key(one) { return one.a + "\u0000" + one.b; }
  function number(value, most) { return value.toLocaleString(lang, { maximumFractionDigits: most }); }
  function tell(id, text) { by(id).textContent = text; }
  function made(name, text) { const one = document.createElement(name); one.textContent = text; return one; }
  function drawn(name, given) {
    const one = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [each, value] of Object.entries(given)) one.setAttribute(each, value);
    return one;
  }

  document.documentElement.lang = lang;
  for (const [id, text] of Object.entries(words.page)) tell(id, text);
  document.title = words.page.title;

  function bar([name, level, weight], most) {
    const row = made("div", "");
    row.className = "bar";
    row.append(made("span", (words.comparison[name] || name) + (level ? ": " + (words.level[level] || level) : "")));
    const picture = drawn("svg", { viewBox: "0 0 200 16", preserveAspectRatio: "none", "aria-hidden": "true" });
    const width = 98 * Math.abs(weight) / most;
    picture.append(drawn("rect", { x: weight < 0 ? 100 - width : 100, y: 2, width, height: 12, class: weight < 0 ? "against" : "for" }));
    picture.append(drawn("line", { x1: 100, x2: 100, y1: 0, y2: 16 }));
    row.append(picture, made("span", (weight < 0 ? "−" : "+") + number(Math.abs(weight), 2)));
    return row;
  }

  function show() {
    const one = pairs[at];
    if (!one) { tell("place", words.none); return; }
    const left = pairs.filter((each) => !decided.has(key(each))).length;
    tell("place", `${number(at + 1)} / ${number(pairs.length)}`);
    tell("done", left ? `${words.done} ${number(decided.size)}` : words.all);
    tell("form-a", one.a);
    tell("form-b", one.b);
    by("fields").replaceChildren(...one.fields.map(([name, left, right]) => {
      const row = made("tr", "");
      const alike = left === right;
      if (left && right && !alike) row.className = "differs";
      const head = made("th", words.field[name] || name);
      head.scope = "row";
      const cells = alike ? [left] : [left, right];
      row.append(head, ...cells.map((each) => made("td", each || "—")));
      if (alike) row.lastChild.colSpan = 2;
      return row;
    }));
    tell("chance", `${words.chance} ${number(100 * one.probability, 1)} %`);
    const most = Math.max(1, ...one.evidence.map((each) => Math.abs(each[2])));
    by("bars").replaceChildren(...one.evidence.map((each) => bar(each, most)));
    const told = decided.get(key(one)) || "";
    for (const id of ["same", "different"]) by(id).setAttribute("aria-pressed", String(told === id));
    by("undo").disabled = past.length === 0;
    by("previous").disabled = at === 0;
    by("next").disabled = at === pairs.length - 1;
  }

  async function send(one, decision) {
    const reply = await fetch("decide", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ a: one.a, b: one.b, decision }),
    }).catch(() => null);
    tell("trouble", reply && reply.ok ? "" : words.trouble);
    if (!reply || !reply.ok) return false;
    if (decision) decided.set(key(one), decision); else decided.delete(key(one));
    return true;
  }

  async function decide(decision) {
    const one = pairs[at];
    const before = decided.get(key(one)) || null;
    if (!await send(one, decision)) return;
    past.push([at, before]);
    if (at < pairs.length - 1) at += 1;
    show();
    by("main").focus();
  }

  async function undo() {
    const last = past.pop();
    if (!last) return;
    if (!await send(pairs[last[0]], last[1])) { past.push(last); return; }
    at = last[0];
    show();
  }

  function move(step) { at = Math.min(Math.max(0, at + step), pairs.length - 1); show(); }

  by("same").addEventListener("click", () => decide("same"));
  by("different").addEventListener("click", () => decide("different"));
  by("next").addEventListener("click", () => move(1));
  by("previous").addEventListener("click", () => move(-1));
  by("undo").addEventListener("click", undo);
  const keys = { 1: () => decide("same"), 2: () => decide("different"), ArrowRight: () => move(1), ArrowLeft: () => move(-1), u: undo };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !pairs.length) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  show();
})();
