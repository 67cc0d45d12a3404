hnSearch("4e0be11ea0111168/c0",[["Tin đầu tiên","2024/03/05/tin-dau-tien.html","2024-03-05","05/03/2024","","","Một đoạn.",""]]);
