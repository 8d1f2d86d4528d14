"""A table leaves the service: when somebody says so, once, as it was then."""

import csv
import io

import pytest

from tests.web.in_process import sign_in, visitor
from tests.web.paths import PATHS

pytestmark = pytest.mark.usefixtures("own")


def test_what_leaves_the_service_shows_no_small_cell() -> None:
    client, reader = sign_in("editor own"), visitor()
    outside = f"{PATHS['situation']}&ban=cong-khai"
    # Nothing leaves before somebody says so, with a reason; then it leaves as it was, however often.
    assert client.get(outside)["Content-Type"].startswith("text/html")
    assert client.post(PATHS["situation"], {"ly-do": " "}).status_code == 422
    assert client.post(PATHS["situation"], {"ly-do": "gửi Hội đồng nhân dân"}).status_code == 302
    again = client.post(PATHS["situation"], {"ly-do": "lần nữa"})
    assert (again.status_code, "đã được đưa ra ở lần ghi" in again.content.decode()) == (422, True)
    answer = client.get(outside)
    assert answer["Content-Type"].startswith("text/csv")
    assert client.get(outside).content == answer.content
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["SỐ LIỆU GIẢ LẬP"]
    assert "lần ghi" in rows[3][0]
    # The quarter is the year's third: the sum of nine months comes with it.
    assert rows[-1][1] == "Tất cả, 9 tháng đầu năm"
    cells = [cell for row in rows[5:] for cell in row[2:] if cell]
    assert "che" in cells
    assert all(cell == "che" or int(cell) == 0 or int(cell) >= 5 for cell in cells)
    assert reader.get(outside).content == answer.content
    # Of one commune there is none: it would be a second table over the same counts.
    one = client.get("/phong-trao/tinh-hinh/?pham-vi=u11027&ngay=2026-11-20&ban=cong-khai")
    assert one["Content-Type"].startswith("text/html")
    # Who did not report in full has no line.
    assert 10 < len(rows) - 7 < 54
