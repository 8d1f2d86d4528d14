"""Every address. A page says itself what it demands (``access.demands``); a test walks all of them."""

from django.urls import path

from diaban.web.api import forms as api_forms
from diaban.web.api import returns as api_returns
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
    movement,
    opinion,
    own_account,
    patrols,
    returned,
    situation,
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
    path("von/", coming.money, name="money"),
    path("dan-cu/", coming.people, name="people"),
    path("phong-trao/", movement.movement, name="movement"),
    path("phong-trao/tinh-hinh/", situation.situation, name="situation"),
    path("phong-trao/y-kien/", opinion.opinion, name="opinion"),
    path("phong-trao/tuan-tra/", patrols.patrols, name="patrols"),
    path("phong-trao/tuan-tra/<str:unit_id>/", patrols.patrol_file, name="patrol-sheet"),
    path("bao-cao/", calendar.calendar, name="reports"),
    path("bao-cao/nop/", submit.submit, name="submit"),
    path("bao-cao/nhap/", entry.entry, name="entry"),
    path("bao-cao/mau/<str:form_id>/", submit.template_file, name="template"),
    path("bao-cao/tuan/", week.week, name="week"),
    path("bao-cao/viec/", tasks.tasks, name="tasks"),
    path("bao-cao/so/<str:number>/", returned.returned, name="returned"),
    path("bao-cao/so/<str:number>/<str:what>/", returned.returned_file, name="returned-file"),
    path("api/", api_forms.index, name="api"),
    path("api/forms/", api_forms.forms, name="api-forms"),
    path("api/forms/<str:form_id>/schema/", api_forms.schema, name="api-schema"),
    path("api/returns/", api_returns.returns, name="api-returns"),
    path("api/returns/<str:number>/", api_returns.returned, name="api-return"),
]
