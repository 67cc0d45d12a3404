hnThisDay(1,{"1":[["2023","Năm mới","2023/01/01/nam-moi.html"]],"5":[["2023","Bài có thư mục riêng","2023/01/05/thu-muc.html","en"]]});
