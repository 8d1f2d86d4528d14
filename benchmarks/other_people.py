"""People of a second generator: families of a few villages, told one by one; nothing of ``quality.generated`` is used.

Written from the domain's facts alone, with names, households and shares of its own, so that what was tuned on the first
generator is measured on another. Nobody in it exists.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Final

__all__ = ["Person", "Place", "villages"]

FAMILIES: Final = (
    ("Nguyễn", 28.0), ("Trần", 10.0), ("Phạm", 9.0), ("Lê", 8.0), ("Vũ", 6.0), ("Hoàng", 5.0), ("Bùi", 4.0),
    ("Đỗ", 3.5),
    ("Đặng", 3.0), ("Ngô", 2.5), ("Đinh", 2.5), ("Phan", 2.0), ("Lương", 1.5), ("Triệu", 1.5), ("Đoàn", 1.5),
    ("Dương", 1.2), ("Nông", 1.0), ("Hà", 1.0), ("Lý", 1.0), ("Tạ", 0.8), ("Chíu", 0.7), ("Tằng", 0.6), ("Phùn", 0.6),
    ("Lục", 0.6), ("Hoàng Đình", 0.3), ("Lò", 0.6), ("Giàng", 0.5), ("Vàng", 0.4), ("Quàng", 0.4), ("Cứ", 0.2),
    ("Niê", 0.2), ("Thạch", 0.3), ("Lã", 0.4), ("Cù", 0.3), ("Khúc", 0.3), ("Vi", 0.4), ("Ninh", 0.4), ("Trương", 1.4),
    ("Tống", 0.4), ("Mạc", 0.3), ("Tô", 0.5), ("Đào", 1.1), ("Lưu", 0.7), ("Phùng", 0.7), ("Cao", 0.6), ("Hồ", 0.8),
)  # fmt: skip
MIDDLES: Final = {
    "m": "Văn Văn Văn Văn Văn Đức Đức Minh Minh Quang Xuân Hữu Đình Ngọc Thành Quốc Tuấn Trọng Duy Công Thế Mạnh Việt"
    " Hải Huy Tiến Gia Nhật Anh Bá A".split(),
    "f": "Thị Thị Thị Thị Thị Thị Thị Thanh Thanh Ngọc Ngọc Thu Thu Hồng Minh Phương Kim Mai Bích Quỳnh Khánh Hà Diệu"
    " Bảo Tuyết Lan Cẩm Như Trúc Thúy".split(),
}
GIVEN: Final = {
    "m": "Hùng Dũng Sơn Tuấn Minh Nam Hải Long Cường Thắng Trung Đức Hiếu Huy Anh Tùng Thành Hoàng Quân Phong Mạnh Bình"
    " Tiến Linh Kiên Việt Đạt Duy Tú Hà Hưng Toàn Lâm Giang Quý Vinh Khánh Chiến Công Thuận Định Hậu Phúc Thịnh Bắc"
    " Đông Chung Khoa Lợi Sáng Trường Vượng Hòa Nghĩa Tâm Thái Phú Tân Khôi Bách Quyết Luân Điệp Ước Páo Chẩn Sềnh"
    " Ninh Tín Tuyên Thưởng Khải Thiện Quyền Chức Học Dương Đoàn Tráng Thăng".split(),
    "f": "Hương Lan Hà Linh Hoa Mai Thủy Thảo Nga Hằng Trang Hiền Hạnh Phương Huyền Yến Dung Anh Nhung Loan Vân Ngọc"
    " Thu Oanh Tuyết Hồng Liên Thúy Ngân Quỳnh Chi Nhi Hường Xuân Lý Bích Tâm Mỹ Thơm Nguyệt Giang My Hậu Huệ Ánh"
    " Minh Duyên Thơ Thoa Vy Thắm Dịu Hảo Lụa Nụ Sen Tươi Mến Quyên Trâm Uyên Diệp Nhàn Là Múi Sính Mẩy An Hân Hoài"
    " Ly Tiên Bình Bảy Út Vui Cúc Đào Hoàn Len Thêu Vinh Khuyên".split(),
}
ALIKE: Final = {"Hùng": "Hưng", "Dũng": "Dung", "Anh": "Ánh", "Tuấn": "Tuân", "Hoa": "Hòa", "Hằng": "Hạnh",
                "Linh": "Lĩnh", "Thủy": "Thúy", "Hương": "Hường", "Thu": "Thư", "Minh": "Mình", "Toàn": "Toản",
                "Nhi": "Nhị", "Khánh": "Khanh", "Bảo": "Bão", "Ngân": "Nga", "Sơn": "Sớn", "Nam": "Năm"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Commune, district and province before July 2025, commune and province of today, three digits of the province."""

    old: tuple[str, str, str]
    new: tuple[str, str]
    code: str


@dataclass(slots=True)
class Person:
    """One who does not exist. ``born``: year, month, day. ``home``: number of the household."""

    name: tuple[str, str, str]
    sex: str
    born: tuple[int, int, int]
    birthplace: Place
    origin: Place
    place: Place
    home: str
    relation: str
    father: str = ""
    mother: str = ""
    spouse: str = ""
    phone: str = ""
    number: str = ""
    old_number: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """The name in its order."""
        return " ".join(part for part in self.name if part)


class _Village:
    def __init__(self, random: Random, place: Place, everywhere: list[Place], homes: int) -> None:
        self.random, self.place, self.everywhere, self.homes = random, place, everywhere, homes
        # A village has clans: a third bear one of three names.
        self.clans = [self._family() for _ in range(3)]
        self.taken: list[tuple[str, str, str]] = []

    def _family(self) -> str:
        names, weights = zip(*FAMILIES, strict=True)
        return str(self.random.choices(names, weights)[0])

    def named(self, sex: str, family: str | None = None) -> tuple[str, str, str]:
        """A name; now and then one that a cousin bears too."""
        random = self.random
        if family is None:
            family = random.choice(self.clans) if random.random() < 0.34 else self._family()
        if random.random() < 0.02 and (same := [name for name in self.taken[-60:] if name[0] == family]):
            return random.choice(same)
        given = GIVEN[sex]
        # Squared: the first of the list are common, the last rare.
        word = given[int(len(given) * random.random() ** 1.7)]
        middle = random.choice(MIDDLES[sex]) if random.random() < 0.97 else ""
        if random.random() < 0.12 and middle:
            middle += " " + random.choice(GIVEN[sex])
        name = (family, middle, word)
        self.taken.append(name)
        return name

    def somewhere(self, here: float) -> Place:
        return self.place if self.random.random() < here else self.random.choice(self.everywhere)

    def day(self, year: int) -> tuple[int, int, int]:
        random = self.random
        # The old do not know the day; registries wrote the first of January, or the year alone (later).
        if year < 1970 and random.random() < 0.12:
            return year, 1, 1
        return year, random.randint(1, 12), random.randint(1, 28)

    def household(self, number: int) -> list[Person]:
        random = self.random
        year = int(random.triangular(1938, 2004, 1984))
        home = f"{self.place.code}-{self.homes + number}"
        his, hers = self.named("m"), self.named("f")
        his_birth, her_birth = self.somewhere(0.85), self.somewhere(0.6)
        fathers = [" ".join(self.named("m", family)) for family in (his[0], hers[0])]
        mothers = [" ".join(self.named("f")) for _ in range(2)]
        alone = random.random() < 0.15
        he = Person(his, "m", self.day(year), his_birth, his_birth, self.place, home, "Chủ hộ", fathers[0], mothers[0])
        people = [he]
        she = None
        if not alone:
            she = Person(hers, "f", self.day(year + random.randint(-3, 6)), her_birth, her_birth, self.place, home,
                         "Vợ",
                         fathers[1], mothers[1], spouse=he.whole)  # fmt: skip
            he.spouse = she.whole
            people.append(she)
        # A brother in the house beside: same parents, same house number of the registry.
        if random.random() < 0.18:
            his_brother = self.named("m", his[0])
            born = self.day(year + random.choice((-5, -3, -2, 2, 3, 4)))
            people.append(
                Person(his_brother, "m", born, his_birth, his_birth, self.place, home, "Em", fathers[0], mothers[0])
            )
        if she is not None:
            people += self._children(he, she, year)
        if random.random() < 0.12:
            old = (his[0], "Văn", his[2] if random.random() < 0.05 else random.choice(GIVEN["m"]))
            elder = Person(old, "m", self.day(year - random.randint(20, 32)), his_birth, his_birth, self.place, home,
                           "Cha", "", "", mothers[0])  # fmt: skip
            he.father = elder.whole
            people.append(elder)
        for person in people:
            self._numbered(person)
        return people

    def _children(self, he: Person, she: Person, year: int) -> list[Person]:
        random = self.random
        children: list[Person] = []
        when = year + random.randint(20, 30)
        for _ in range(random.choice((0, 1, 1, 2, 2, 2, 3, 4))):
            if when > 2025:
                break
            sex = random.choice("mf")
            child = Person(
                self.named(sex, he.name[0]), sex, (when, random.randint(1, 12), random.randint(1, 28)),
                self.place if random.random() < 0.93 else random.choice(self.everywhere), he.origin, self.place,
                he.home,
                "Con", he.whole, she.whole,
            )  # fmt: skip
            children.append(child)
            if random.random() < 0.02:
                twin_sex = sex if random.random() < 0.7 else ("f" if sex == "m" else "m")
                given = ALIKE.get(child.name[2]) if random.random() < 0.5 and twin_sex == sex else None
                given = given or random.choice(GIVEN[twin_sex])
                middle = child.name[1] if twin_sex == sex else random.choice(MIDDLES[twin_sex])
                children.append(
                    Person((he.name[0], middle, given), twin_sex, child.born, child.birthplace, he.origin, self.place,
                           he.home, "Con", he.whole, she.whole)
                )  # fmt: skip
            when += random.randint(1, 6)
        return children

    def _numbered(self, person: Person) -> None:
        random = self.random
        year = person.born[0]
        sign = 2 * (year // 100 - 19) + (person.sex == "f")
        person.number = f"{person.birthplace.code}{sign}{year % 100:02d}{random.randrange(10**6):06d}"
        if year < 2005:
            person.old_number = f"{random.randrange(10**7, 10**9):09d}"
        if year < 2010 and random.random() < 0.8:
            person.phone = f"0{random.choice('3579')}{random.randrange(10**8):08d}"


def villages(random: Random, people: int, places: list[Place], everywhere: list[Place]) -> list[Person]:
    """``people`` persons, the places filled one after the other; a brother's household follows his brother's."""
    found: list[Person] = []
    each = max(1, people // len(places) // 3)
    made = [_Village(random, place, everywhere, 10_000 * at) for at, place in enumerate(places, start=1)]
    number = 0
    while len(found) < people:
        village = made[number // each % len(made)]
        found += village.household(number)
        number += 1
    return found[:people]
