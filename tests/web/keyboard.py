"""A page with the keyboard alone: what can be reached and operated, and what can not."""

from playwright.sync_api import Page, expect

__all__ = ["IN_ORDER", "NOTING", "SEEN", "unreached"]

# What somebody can do something with, as far as it is shown; in the order of the document.
PLACES = r"""
const kinds = "a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], iframe";
const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 0;
const places = [...document.querySelectorAll(kinds)].filter(
  (one) => shown(one) && !one.disabled && one.getAttribute("tabindex") !== "-1" && !one.closest("[inert]"));
const name = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 110);
"""

# Each of them takes the focus, shows it, and is in the window then. What is drawn (a link in a drawing has no outline
# of its own) shows it by its line.
SEEN = (
    "(() => {"
    + PLACES
    + """
const line = (one) => [...one.querySelectorAll("rect")].map((box) => getComputedStyle(box).strokeWidth).join();
const wrong = places.filter((one) => one.tabIndex !== 0).map((one) => "out of order: " + name(one));
// Of a kind that stands in a row a hundred times some will do.
const kinds_met = {};
const some = places.filter((one) => {
  const kind = `${one.tagName} ${one.getAttribute("class")}`;
  kinds_met[kind] = (kinds_met[kind] ?? 0) + 1;
  return kinds_met[kind] <= 25;
});
for (const one of [...some, ...places.slice(-5)]) {
  document.activeElement.blur();
  const before = line(one);
  one.focus();
  if (document.activeElement !== one) { wrong.push("takes no focus: " + name(one)); continue; }
  const {outlineStyle, outlineWidth} = getComputedStyle(one);
  const ring = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  if (!ring && (one.tagName !== "a" || line(one) === before)) wrong.push("does not show it: " + name(one));
  const {top, right, bottom, left} = one.getBoundingClientRect();
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth) wrong.push("out of sight: " + name(one));
}
return wrong;
})()"""
)

# A thing that acts is made of what the browser itself lets keys act on; a region that scrolls takes the arrows.
NATIVE = (
    "(() => {"
    + PLACES
    + """
const native = "a[href], button, input, select, textarea, summary, canvas[role=application]";
const acts = (one) => one.matches(native) || ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
const pretended = document.querySelectorAll("[onclick], [role=button]:not(button)");
return [...places.filter((one) => !acts(one)), ...pretended].map(name);
})()"""
)

# Writes down where the focus goes from now on.
NOTING = (
    "(() => {"
    + PLACES
    + """
window.meant = places.length;
window.met = [];
window.lacking = () => places.filter((one) => !window.met.includes(one)).map(name);
document.addEventListener("focusin", (event) => window.met.push(event.target));
return places.length;
})()"""
)
IN_ORDER = """window.met.slice(0, window.meant).every(
  (one, n, all) => n === 0 || all[n - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
)"""


def unreached(page: Page) -> list[str]:
    """What a page says of itself that no key reaches, shows or operates; of figures and folds some are operated.

    The page is left as it was found. AssertionError where a key does not do what it should.
    """
    # From a key on, whatever takes the focus shows it as it does for whoever uses keys.
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    found: list[str] = [*page.evaluate(SEEN), *page.evaluate(NATIVE)]
    figure = page.locator("main a.fig[href^='/']:not([href*='#']):visible").first
    if figure.count():
        drawer = page.locator("#drawer")
        figure.press("Enter")
        expect(drawer).to_be_visible()
        expect(drawer.locator("h2").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        expect(figure).to_be_focused()
    folds = page.locator("summary:visible")
    # Opened, one shows the folds inside it: the last one then is another, so these two are held fast.
    for fold in [one.element_handle() for one in ((folds.first, folds.last) if folds.count() else ())]:
        stood = fold.evaluate("one => one.parentElement.open")
        fold.press("Enter")
        assert fold.evaluate("one => one.parentElement.open") != stood
        fold.press("Space")
        assert fold.evaluate("one => one.parentElement.open") == stood
    return found
