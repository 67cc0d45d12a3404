hnThisDay(3,{"5":[["2024","Tin đầu tiên","2024/03/05/tin-dau-tien.html"]]});
