"""A hand-made batch of forms: a household in order, and one form for each fault that a rule should find."""

from pathlib import Path

from diaban.quality.field import FIELDS

NAMES = tuple(one.name for one in FIELDS)
PLANTED = ("Trịnh Thị Kín Đáo", "022190987654")
"""A name and a number that nothing but the commune's own files may hold after a run."""
SOUND = {
    "full_name": "Trần Văn An",
    "dob": "05/03/1980",
    "sex": "Nam",
    "personal_id": "022080000001",
    "place_of_birth_registration": "xã Hải Sơn, thành phố Móng Cái, tỉnh Quảng Ninh",
    "place_of_origin": "Quảng Ninh",
    "permanent_commune": "Thôn 3, xã Hải Sơn",
    "permanent_province": "tỉnh Quảng Ninh",
    "present_commune": "xã Hải Sơn",
    "present_province": "tỉnh Quảng Ninh",
    "household_no": "12",
    "relation_to_head": "Chủ hộ",
    "father_name": "Trần Văn Bình",
    "mother_name": "Lê Thị Cúc",
    "spouse_name": "Phạm Thị Dung",
    "representative_name": "",
    "marital_status": "Đã kết hôn",
    "blood_group": "O",
    "ethnicity": "Kinh",
    "religion": "Không",
    "nationality": "Việt Nam",
    "education": "12/12",
    "occupation": "Làm ruộng",
    "phone": "0912345678",
    "date_filled": "01/10/2026",
}
WIFE = SOUND | {
    "full_name": "Phạm Thị Dung",
    "dob": "07/08/1982",
    "sex": "Nữ",
    "personal_id": "022182000002",
    "relation_to_head": "Vợ",
    "spouse_name": "Trần Văn An",
    "father_name": "Phạm Văn Giang",
    "mother_name": "Vũ Thị Hà",
    "phone": "0987654321",
}
CHILD = SOUND | {
    "full_name": "Trần Thị Én",
    "dob": "09/10/2010",
    "sex": "Nữ",
    "personal_id": "022310000003",
    "relation_to_head": "Con",
    "marital_status": "",
    "father_name": "Trần Văn An",
    "mother_name": "Phạm Thị Dung",
    "spouse_name": "",
    "phone": "",
}
ALONE = {"relation_to_head": "Chủ hộ", "marital_status": "Chưa kết hôn", "spouse_name": "", "phone": ""}
FAULTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "F01": ({"full_name": "Ngô Văn Khoa", "dob": "29/02/1991", "personal_id": "022091000011"}, {"dob-impossible"}),
    "F02": ({"full_name": "Đỗ Văn Lâm", "dob": "11/05/1977", "personal_id": "022076000012"}, {"number-year"}),
    "F03": ({"full_name": "Hồ Văn Mạnh", "dob": "12/06/1966", "personal_id": "022166000013"}, {"number-sex"}),
    "F04": ({"full_name": "Lý Văn Nghĩa", "dob": "13/07/1955", "personal_id": "022255000014"}, {"number-century"}),
    "F05": ({"full_name": "Mai Văn Phong", "dob": "14/08/1964", "personal_id": "019064000015"}, {"number-birth-place"}),
    "F06": ({"full_name": "Cao Văn Quân", "dob": "15/09/1973", "personal_id": "003073000016"},
            {"number-unissued-place", "number-birth-place"}),
    "F07": ({"full_name": "Tạ Văn Sang", "dob": "16/01/1962", "personal_id": "22062000017"}, {"number-shape"}),
    "F08": ({"full_name": "Bùi Văn Tài", "dob": "17/02/1951", "personal_id": "022051000018",
             "present_commune": "xã Hải Sơm"}, {"present-unit-unknown"}),
    "F09": ({"full_name": "Võ Văn Uy", "dob": "18/03/1949", "personal_id": "022049000019",
             "present_commune": "phường Ka Long"}, {"present-unit-not-in-force"}),
    "F10": ({"full_name": "Đinh  Văn Vũ", "dob": "19/04/1958", "personal_id": "022058000020"}, {"name-spelling"}),
    "F11": ({"full_name": "Hà Văn Xuân", "dob": "1947", "personal_id": "022047000021"}, {"dob-year-only"}),
    "F12": ({"full_name": "Lâm Văn Yên", "dob": "20/05/1956", "personal_id": ""}, {"missing-number"}),
    "F13": ({"full_name": "Thái Văn Ba", "dob": "21/06/1965", "personal_id": "022065000023",
             "place_of_birth_registration": "", "father_name": "", "mother_name": ""},
            {"missing-birth-registration", "missing-parents"}),
    "F14": ({"full_name": "Kiều Văn Cảnh", "dob": "22/07/1974", "personal_id": "022074000024",
             "date_filled": "01/10/2024", "present_commune": "phường Hồng Gai", "permanent_commune": "phường Hồng Gai"},
            {"form-old"}),
    "F15": ({"full_name": PLANTED[0], "dob": "23/08/1990", "sex": "Nữ", "personal_id": PLANTED[1],
             "blood_group": "Z", "phone": "12"}, {"blood-group-unknown", "phone-shape"}),
}  # fmt: skip
"""By number of form: what is otherwise than on a sound form of a head who lives alone, and the rules it breaks."""
OF_HILLS = {"household_no": "50", "phone": "", "ethnicity": "Mông", "marital_status": "", "spouse_name": ""}
THEIRS = OF_HILLS | {"relation_to_head": "Con đẻ", "father_name": "GIÀNG A PÁO", "mother_name": "Sùng Thị Mỷ"}
LONE = ALONE | {"blood_group": ""}
RIGHT: dict[str, tuple[dict[str, str], set[str]]] = {
    "R01": (OF_HILLS | {"full_name": "GIÀNG A PÁO", "dob": "1/2/1985", "personal_id": "012085000001",
            "place_of_birth_registration": "xã Mường So, huyện Phong Thổ, tỉnh Lai Châu",
            "marital_status": "Đang có vợ/chồng", "spouse_name": "SUNG THI MY"}, set()),
    "R02": (OF_HILLS | {"full_name": "Sùng Thị Mỷ", "sex": "Nữ", "dob": "1986", "personal_id": "011186000002",
            "place_of_birth_registration": "xã Mường Nhé, tỉnh Lai Châu", "relation_to_head": "Vợ",
            "ethnicity": "H'Mông", "marital_status": "Đang có vợ/chồng", "spouse_name": "Giàng A Páo"},
            {"dob-year-only"}),
    "R03": (THEIRS | {"full_name": "Giàng Thị Anh", "sex": "Nữ", "dob": "09/10/2010",
            "personal_id": "022310000101"}, set()),
    "R04": (THEIRS | {"full_name": "Giàng Thị Ánh", "sex": "Nữ", "dob": "09/10/2010",
            "personal_id": "022310000102"}, set()),
    "R05": (THEIRS | {"full_name": "Giàng Thị Mai", "sex": "Nữ", "dob": "20/11/2026", "personal_id": "",
            "date_filled": "25/11/2026"}, set()),
    "R06": (OF_HILLS | {"full_name": "Vàng Thị Dợ", "sex": "Nữ", "dob": "08/03/1955", "personal_id": "022155000006",
            "relation_to_head": "Mẹ đẻ", "marital_status": "Đã ly hôn hoặc góa vợ/chồng"}, set()),
    "R07": (OF_HILLS | {"full_name": "Giàng A Chú", "dob": "08/03/1957", "personal_id": "022057000007",
            "relation_to_head": "Chú", "marital_status": "Chưa kết hôn"}, set()),
    "R08": (LONE | {"full_name": "K'Brơi", "dob": "29/02/1992", "personal_id": "068092000008", "ethnicity": "K’Ho",
            "place_of_birth_registration": "xã Đạ Sar, Lạc Dương, Lâm Đồng, Việt Nam"}, {"name-of-one-word"}),
    "R09": (LONE | {"full_name": "Y-Bluk Niê", "dob": "14/05/1970", "personal_id": "067070000009",
            "place_of_birth_registration": "xã Đức Mạnh - huyện Đắk Mil - tỉnh Đắk Lắk", "ethnicity": "Ê Đê"}, set()),
    "R10": (LONE | {"full_name": "Somchai Phommavong", "dob": "14/05/1988", "personal_id": "P1234567",
            "place_of_birth_registration": "", "place_of_origin": "", "ethnicity": "", "nationality": "Lào"},
            {"nationality-foreign"}),
    "R11": (LONE | {"full_name": "Lê Văn Cũ", "dob": "14/05/1960", "personal_id": "022060000011",
            "date_filled": "01/06/2025", "permanent_commune": "Khu 5, phường Ka Long",
            "present_commune": "phường Ka Long"}, {"permanent-unit-succeeded", "present-unit-succeeded"}),
    "R12": (LONE | {"full_name": "Lê Văn Nam", "dob": "14/05/1978", "personal_id": "035078000012",
            "place_of_birth_registration": "xã Liêm Tuyền, tỉnh Hà Nam Ninh", "present_commune": "",
            "permanent_commune": "Thôn 3, xã Hải Sơn, tỉnh Quảng Ninh", "permanent_province": ""},
            {"missing-present-place"}),
    "R13": (LONE | {"full_name": "Lê Thị Nga", "sex": "Nữ", "dob": "14/05/1950", "personal_id": "012345678",
            "date_filled": "01/12/2024", "marital_status": "Góa", "spouse_name": "Trần Văn Mất"}, set()),
    "R14": (LONE | {"full_name": "Lª V¨n Hè", "dob": "14/05/1959", "personal_id": "022059000014",
            "place_of_birth_registration": "x· H¶i S¬n, tØnh Qu¶ng Ninh", "relation_to_head": "Chñ hé",
            "marital_status": "Ch\xada kÕt h«n", "nationality": "ViÖt Nam", "ethnicity": "Tµy",
            "permanent_commune": "Th«n 3, x· H¶i S¬n", "permanent_province": "tØnh Qu¶ng Ninh",
            "present_commune": "x· H¶i S¬n", "present_province": "tØnh Qu¶ng Ninh"}, {"name-spelling"}),
    "R16": (LONE | {"full_name": "Nguyeãn Thò Hoaø", "sex": "Nöõ", "dob": "14/05/1957", "personal_id": "022157000016",
            "nationality": "Vieät Nam", "present_commune": "ÑK Coâ Toâ", "marital_status": "Goùa",
            "relation_to_head": "Chuû hoä"}, {"name-spelling"}),
    "R15": (LONE | {"full_name": "Nguyễn V. Thọ", "dob": "14/05/1958", "personal_id": "022058000015"},
            {"name-spelling"}),
}  # fmt: skip
"""Forms that are right, each the neighbour of a fault: twins, a child of eight days, names of the hills, a foreigner,
a province since divided, a commune since merged; and what is noted of them, which is no error."""
EXPECTED = {form: codes for form, (_, codes) in FAULTS.items()}


def batch(path: Path) -> Path:
    """Write the forms as CSV."""
    rows = {"H1": SOUND, "H2": WIFE, "H3": CHILD}
    for at, (form, (change, _)) in enumerate(FAULTS.items(), 100):
        rows[form] = SOUND | ALONE | {"household_no": str(at)} | change
    return _write(path, rows)


def right(path: Path) -> Path:
    """Write the right forms as CSV."""
    changed = enumerate(RIGHT.items(), 200)
    return _write(
        path, {form: SOUND | {"household_no": str(at), "phone": ""} | change for at, (form, (change, _)) in changed}
    )


def _write(path: Path, rows: dict[str, dict[str, str]]) -> Path:
    lines = [";".join(("form_id", *NAMES[1:]))]
    lines += [
        ";".join(f'"{value}"' for value in (form, *(row[name] for name in NAMES[1:]))) for form, row in rows.items()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
