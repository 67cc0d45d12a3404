hnThisDay(2,{"29":[["2024","Leap day: a bridge opens","2024/02/29/leap-day.html"]]});
