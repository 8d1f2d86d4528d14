"""A file for each register of projects: its heading and a line."""

PROJECT_FILES: dict[str, tuple[str, ...]] = {
    "programmes": ("code,programme,name,document,decided_on,valid_from", "79,CT,Chương trình,1/NQ,,2025-07-01"),
    "programme-money": (
        "code,programme,line,kind,funding,year,phase,stated,least_vnd,most_vnd,document,valid_from",
        "79,CT,1,earmark,provincial-budget,,,gần 640 tỷ đồng,,640000000000,1/NQ,2025-07-01",
    ),
    "eligibility": ("code,programme,criterion,met,valid_from", "26740,CT,site-available,có,2025-07-01"),
    "projects": (
        "code,project,programme,phase,name,owner,stated,least_vnd,most_vnd,state,document,decided_on,valid_from",
        "79,DA,CT,1,Dự án,Ban Quản lý,trên 241 tỷ đồng,241000000000,,active,2/QĐ,2025-06-02,2025-07-01",
    ),
    "works": (
        "code,works,project,name,kind,structure,floor_m2,officers,investment_vnd,state,valid_from",
        "26740,CT1,DA,Trụ sở,new-build,permanent,480,12,5000000000,active,2025-07-01",
    ),
    "packages": (
        "code,package,works,name,kind,contractor,contract_vnd,signed_on,valid_from",
        "26740,G1,CT1,Xây lắp,construction,,4800000000,2025-06-20,2025-07-01",
    ),
    "capital-plans": (
        "code,works,line,year,funding,assigned_vnd,document,valid_from",
        "26740,CT1,2025,2025,provincial-budget,3000000000,3/QĐ,2025-07-01",
    ),
    "stages": (
        "code,works,stage,planned_start,planned_end,actual_start,actual_end,valid_from",
        "26740,CT1,site,2025-05-01,2025-08-01,2025-05-05,,2025-07-01",
    ),
    "milestones": (
        "code,works,milestone,stage,title,due,status,met_on,valid_from",
        "26740,CT1,M1,site,Bàn giao đất,2025-08-01,scheduled,,2025-07-01",
    ),
    "progress-plans": ("code,works,point,planned_on,percent,valid_from", "26740,CT1,P1,2025-12-31,50,2025-07-01"),
    "works-progress": ("code,works,percent,valid_from", "26740,CT1,35,2025-07-01"),
    "payments": ("code,works,paid_vnd,valid_from", "26740,CT1,1500000000,2025-07-01"),
    "modifications": (
        "code,works,modification,modified_on,before,after,rationale,document,valid_from",
        "26740,CT1,DC1,2025-06-15,,480 m²,Sắp xếp đơn vị,4/QĐ,2025-07-01",
    ),
    "completions": (
        "code,works,completed_on,final_vnd,time_reason,cost_reason,valid_from",
        "26740,CT1,2025-06-30,4900000000,,,2025-07-01",
    ),
    "works-documents": (
        "code,works,evidence,kind,title,taken_on,taken_at,size_bytes,sha256,faces,valid_from",
        f"26740,CT1,A1,photograph,Ảnh móng,2025-06-30,,400000,{'ab' * 32},no-faces,2025-07-01",
    ),
    "obstacles": (
        "code,works,obstacle,kind,text,raised_on,owner,due,days_lost,valid_from",
        "26740,CT1,VM1,site-clearance,Chưa bàn giao đất,2025-06-01,Ủy ban nhân dân phường,2025-07-20,,2025-07-01",
    ),
    "directives": (
        "code,works,directive,issuer,addressee,text,document,issued_on,due,valid_from",
        "26740,CT1,CD1,Thành phố,Phường,Bàn giao đất,5/TB,2025-06-10,2025-07-25,2025-07-01",
    ),
    "inspections": (
        "code,works,inspection,inspector,inspected_on,text,asked,valid_from",
        "26740,CT1,KT1,Phòng Hậu cần,2025-06-12,Đúng thiết kế,,2025-07-01",
    ),
}
