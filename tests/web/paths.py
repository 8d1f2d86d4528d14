"""One address of every kind of page, on the demonstration's data; and what the words of a page stand in."""

from html.parser import HTMLParser
from typing import Final

BAC_KAN, QUANG_NINH = "u00004", "u00014"
FIGURE: Final = f"independent-headquarters.met~{BAC_KAN}~derived~2025-02-28~latest~reported~as-reported"
UNKNOWN: Final = FIGURE.replace(".met~", ".unaccounted~")
RESTATED: Final = f"independent-headquarters.met~{BAC_KAN}~derived@2025-07-01~2025-02-28~latest~reported~restated-all"
COUNT: Final = f"violations.month~{QUANG_NINH}~derived~2026-04-14~latest~reported~as-reported"
PATHS: Final = {
    "home": "/",
    "home-today": "/?luc=nay",
    "board": "/bang/",
    "board-partly": "/bang/?ngay=2024-11-01",
    "board-province": f"/bang/{QUANG_NINH}/?loc=headquarters-standard.under-way&xep=-ten",
    "board-ground": f"/bang/{BAC_KAN}/?ngay=2026-04-30&dia-ban=2025-06-30",
    "board-no-data": "/bang/u00006/?ngay=2024-08-31",
    "figure": f"/so/{FIGURE}/",
    "figure-unknown": f"/so/{UNKNOWN}/",
    "figure-restated": f"/so/{RESTATED}/",
    "drawer": f"/so/{FIGURE}/?ngan=1",
    "claims": "/cong-bo/",
    "claim": "/cong-bo/B3/",
    "claim-units": "/cong-bo/Q1.communes/?don-vi=1",
    "claims-table": "/cong-bo/?dang=bang&xep=-gia-tri&cot=ma,gia-tri,cong-bo,cau",
    "figure-lists": f"/so/{FIGURE}/?xep=-ten&tim-ban-ghi=my&cot-ban-ghi=nguon",
    "draft": "/cong-bo/du-thao/?mau=1",
    "search": "/tim/?q=bac son",
    "commune": "/don-vi/u11027/",
    "commune-before": "/don-vi/u01389/",
    "commune-lists": "/don-vi/u11027/?xep-thon=-ten&loc-thon=tinh-trang.answered&cot-quan-so=giao",
    "conflicts": "/don-vi/doi-chieu/",
    "sign-in": "/dang-nhap/",
    "first-steps": "/bat-dau/",
    "board-columns": f"/bang/{BAC_KAN}/?ngay=2025-03-01&cot=ten,investigator&tim=my",
    "map": "/ban-do/",
    "map-before": "/ban-do/?ngay=2025-06-30&don-vi=u00014&trang-thai=met",
    "map-line": "/ban-do/?ngay=2025-07-01&vung=4huGwksBofsJ4SjcnG_YnfjD3S8V&xep=-ten&cot=ten,thuoc",
    "map-part": "/ban-do/?ngay=2024-11-01",
    "units": "/don-vi/",
    "province": f"/don-vi/{QUANG_NINH}/",
    "staff": "/luc-luong/",
    "premises": "/tru-so/",
    "people": f"/dan-cu/?pham-vi={QUANG_NINH}&ngay=2026-11-22",
    "people-before": f"/dan-cu/?pham-vi={QUANG_NINH}&ngay=2024-12-31",
    "movement": f"/phong-trao/?pham-vi={QUANG_NINH}&ngay=2026-11-20",
    "situation": f"/phong-trao/tinh-hinh/?pham-vi={QUANG_NINH}&ngay=2026-11-20",
    "opinion": f"/phong-trao/y-kien/?pham-vi={QUANG_NINH}&ngay=2026-11-20",
    "opinion-none": f"/phong-trao/y-kien/?pham-vi={BAC_KAN}&ngay=2025-02-28",
    "patrols": f"/phong-trao/tuan-tra/?pham-vi={QUANG_NINH}&ngay=2026-11-20",
    "patrols-before": f"/phong-trao/tuan-tra/?pham-vi={QUANG_NINH}&ngay=2024-12-31",
    "count": f"/so/{COUNT}/",
    "count-drawer": f"/so/{COUNT}/?ngan=1",
    "money": "/von/?pham-vi=u00014&ngay=2026-11-22",
    "money-nation": "/von/?loc=tien-do.late&xep=-tien-do",
    "obstacles": "/von/vuong-mac/?ngay=2026-11-22",
    "works-chart": "/von/tien-do/?pham-vi=u00004&ngay=2025-02-28&so-voi=2024-09-30",
    "phasing": "/von/phan-ky/?pham-vi=u00014&ngay=2026-11-22",
    "forecast": f"/von/du-bao/?pham-vi={BAC_KAN}&ngay=2025-02-28",
    "forecast-brief": f"/von/du-bao/?pham-vi={BAC_KAN}&ngay=2025-02-28&ngan=1",
    "forecast-nation": "/von/du-bao/?ngay=2026-11-22",
    "forecasts-scored": "/von/du-bao/cham-diem/",
    "project": "/von/du-an/QN-GD1/?ngay=2026-11-22",
    "works": "/von/cong-trinh/QN-GD1-26/?ngay=2026-11-22&so-voi=2025-03-31",
    "reports": "/bao-cao/?bieu=situation&pham-vi=u00014",
    "returned": "/bao-cao/so/1/",
    "submit": "/bao-cao/nop/",
    "entry": "/bao-cao/nhap/?bieu=situation&don-vi=xã Hải Sơn&ky=2026-11",
    "week": "/bao-cao/tuan/?pham-vi=u00014&ngay=2026-10-25",
    "tasks": "/bao-cao/viec/",
    "design": "/design/",
    "trouble": "/khong-co-trang-nay/",
}
FRAGMENTS: Final = frozenset({"count-drawer", "drawer", "forecast-brief"})
"""Answers that are a part of a page."""
UNSHOWN: Final = frozenset({"script", "style", "title", "template", "option", "textarea"})
VOID: Final = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr", "rect", "path", "circle", "line"})


class Words(HTMLParser):
    """The texts of a page, each with the mark it stands in (``data-n``; None outside any)."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[tuple[str | None, str]] = []
        self.marks: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.marks.append((tag, dict(attrs).get("data-n")))

    def handle_endtag(self, tag: str) -> None:
        while self.marks and self.marks.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in UNSHOWN for tag, _ in self.marks):
            mark = next((mark for _, mark in reversed(self.marks) if mark is not None), None)
            self.texts.append((mark, " ".join(data.split())))

    @property
    def loose_digits(self) -> list[str]:
        """Texts with a digit that stand in no figure, day, code, name or label."""
        return [text for mark, text in self.texts if mark is None and any(sign.isdigit() for sign in text)]
