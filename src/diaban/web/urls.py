"""Every address. A page says itself what it demands (``access.demands``); a test walks all of them."""

from django.urls import path

from diaban.web.pages import (
    account,
    board,
    calendar,
    claims,
    coming,
    design,
    draft,
    entry,
    figure,
    first_steps,
    home,
    own_account,
    projects,
    returned,
    submit,
    tasks,
    units,
    week,
)
from diaban.web.pages.map import map_names, map_page, map_places, map_states

handler400 = "diaban.web.trouble.unreadable"
handler404 = "diaban.web.trouble.not_found"

urlpatterns = [
    path("", home.home, name="home"),
    path("bang/", board.nation, name="board"),
    path("bang/<str:unit_id>/", board.province, name="board"),
    path("so/<str:address>/", figure.figure, name="figure"),
    path("cong-bo/", claims.claims, name="claims"),
    path("cong-bo/du-thao/", draft.draft, name="draft"),
    path("cong-bo/<str:claim_id>/", claims.claim, name="claim"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/doi-chieu/", units.conflicts, name="conflicts"),
    path("don-vi/<str:unit_id>/", units.unit, name="unit"),
    path("tim/", units.search, name="search"),
    path("ban-do/", map_page, name="map"),
    path("ban-do/diem.json", map_states, name="map-states"),
    path("ban-do/noi.json", map_places, name="map-places"),
    path("ban-do/ten.json", map_names, name="map-names"),
    path("dang-nhap/", account.sign_in, name="sign-in"),
    path("dang-xuat/", account.sign_out, name="sign-out"),
    path("tai-khoan/", own_account.own_account, name="own-account"),
    path("tai-khoan/phien/", own_account.end_own_sessions, name="own-sessions"),
    path("bat-dau/", first_steps.first_steps, name="first-steps"),
    path("design/", design.design, name="design"),
    path("luc-luong/", coming.staff, name="staff"),
    path("tru-so/", coming.premises, name="premises"),
    path("von/", projects.portfolio_page, name="money"),
    path("von/vuong-mac/", projects.obstacles, name="obstacles"),
    path("von/tien-do/", projects.chart, name="works-chart"),
    path("von/du-an/<str:project_id>/", projects.project, name="project"),
    path("von/cong-trinh/<str:works_id>/", projects.works, name="works"),
    path("dan-cu/", coming.people, name="people"),
    path("phong-trao/", coming.movement, name="movement"),
    path("bao-cao/", calendar.calendar, name="reports"),
    path("bao-cao/nop/", submit.submit, name="submit"),
    path("bao-cao/nhap/", entry.entry, name="entry"),
    path("bao-cao/mau/<str:form_id>/", submit.template_file, name="template"),
    path("bao-cao/tuan/", week.week, name="week"),
    path("bao-cao/viec/", tasks.tasks, name="tasks"),
    path("bao-cao/so/<str:number>/", returned.returned, name="returned"),
    path("bao-cao/so/<str:number>/<str:what>/", returned.returned_file, name="returned-file"),
]
