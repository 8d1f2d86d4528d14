"""Published sums held against what was loaded: Q5's forms and Q4's hundreds, through the commands."""

from tests.cli.conftest import Home
from tests.guards.code_base import REFERENCE

FORMS = "code,collected,checked,valid_from,valid_to"
CASES = "code,category,detected,stated,least,most,valid_from,valid_to"
SPAN = "2024-11-15,2024-12-15"
PUBLIC = ("--source-kind", "public")


def last(home: Home, claim: str) -> dict[str, object]:
    (found,) = home.run("claims", "show", claim, "--json").json
    verdict: dict[str, object] = found["verdicts"][-1]
    return verdict


def test_forms_and_hundreds_against_registers_that_count(home: Home) -> None:
    published = str(REFERENCE / "claims" / "report-q.csv")
    assert home.run("claims", "load", published, "--reason", "số liệu công bố").code == 0
    assert last(home, "Q5")["code"] == "not-comparable"
    rows = (f"06727,300000,300000,{SPAN}", f"06724,5000,5000,{SPAN}")
    assert home.load("form-counts", FORMS, *rows, more=PUBLIC).code == 0
    vague = f"06727,drugs,,hàng trăm,150,,{SPAN}"
    assert home.load("situation-counts", CASES, vague, source="bc-02", more=PUBLIC).code == 0
    forms = last(home, "Q5")
    assert (forms["code"], forms["amount"]) == ("unsupported", 402)
    (evidence,) = forms["evidence"]  # type: ignore[misc]  # it is a list
    assert (evidence["value"], evidence["silent"], evidence["of"]) == (305_000, 169, 171)
    assert last(home, "Q4")["code"] == "consistent"
    # The same two communes, 403 forms more: no way to settle the rest makes the figure right.
    more = (f"06721,403,403,{SPAN}",)
    assert home.load("form-counts", FORMS, *more, source="bc-03", more=PUBLIC).code == 0
    forms = last(home, "Q5")
    assert (forms["code"], forms["amount"]) == ("contradicts-register", 1)
    for lang in ("vi", "en"):
        ran = home.run("claims", "show", "Q5", "--lang", lang)
        assert (ran.code, ran.err) == (0, "")
