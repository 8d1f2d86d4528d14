// What is said of a point: beside the map with links, under the pointer without.
(() => {
  "use strict";
  const parts = (window.diabanMap ??= {});
  const form = (value) => new Intl.DateTimeFormat(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { day: "2-digit", month: "2-digit", year: "numeric", timeZone: "UTC" }).format(new Date(value));
  const element = (tag, mark, text) => {
    const one = document.createElement(tag);
    if (mark) one.dataset.n = mark;
    one.textContent = text;
    return one;
  };

  // Names come as one text for each column; they are parted once.
  parts.readNames = (got) => ({ ...got, ids: got.ids.split(" "), codes: got.codes.split(" "), names: got.names.split("\n") });

  parts.say = (i, world, names, data, words, links) => {
    const { n, sign, blanks } = world;
    if (i >= n) {
      let k = i - n, at = 0;
      while (k >= blanks[at][2]) k -= blanks[at++][2];
      return [element("strong", "name", blanks[at][0]), ` · ${words.blank}; ${words.from} `, element("span", "date", form(blanks[at][1]))];
    }
    const state = words[parts.STATES[sign[i]]];
    if (!names) return [state];
    const id = names.ids[i], name = `${names.types[names.type[i]]} ${names.names[i]}`;
    const title = links ? element("a", "name", name) : element("strong", "name", name);
    if (links) title.href = data.unit.replace("/unit/", `/${id}/`);
    const said = [title, ", ", element("span", "name", names.parents[names.parent[i]]), ` · ${words.code} `, element("span", "code", names.codes[i]), ` · ${state}`];
    if (links && sign[i] < 5 && data.figure) {
      const figure = element("a", "", words.figure);
      figure.href = data.figure.replace(".state~unit~", `.${parts.STATES[sign[i]]}~${id}~`);
      figure.className = "fig";
      said.push(" · ", figure);
    }
    return said;
  };
})();
