hnSearch("f34e6fad3dddd437/c0",[["Tin đầu tiên","2024/03/05/tin-dau-tien.html","2024-03-05","05/03/2024","","","Một đoạn.",""]]);
