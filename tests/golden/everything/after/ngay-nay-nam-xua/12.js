hnThisDay(12,{"31":[["2022","Cầu mới qua sông","2022/12/31/cau-moi.html"]]});
