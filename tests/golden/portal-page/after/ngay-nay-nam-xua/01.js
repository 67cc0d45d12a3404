hnThisDay(1,{"12":[["2023","Lựa chọn nhiệm vụ trọng tâm, trọng điểm để tập trung lãnh đạo, chỉ đạo","2023/01/12/lua-chon-nhiem-vu-trong-tam.html"]]});
