"""Every address. A page says itself what it demands (``access.demands``); a test walks all of them."""

from django.urls import path

from diaban.web.pages import account, claims, coming, design, figure, home, units

handler404 = "diaban.web.trouble.not_found"

urlpatterns = [
    path("", home.home, name="home"),
    path("so/<str:address>/", figure.figure, name="figure"),
    path("cong-bo/<str:claim_id>/", claims.claim, name="claim"),
    path("don-vi/", units.units, name="units"),
    path("don-vi/<str:unit_id>/", units.unit, name="unit"),
    path("tim/", units.search, name="search"),
    path("dang-nhap/", account.sign_in, name="sign-in"),
    path("dang-xuat/", account.sign_out, name="sign-out"),
    path("design/", design.design, name="design"),
    path("luc-luong/", coming.staff, name="staff"),
    path("tru-so/", coming.premises, name="premises"),
    path("von/", coming.money, name="money"),
    path("dan-cu/", coming.people, name="people"),
    path("phong-trao/", coming.movement, name="movement"),
    path("bao-cao/", coming.reports, name="reports"),
]
