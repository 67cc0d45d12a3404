hnOldAddresses("0b",{"/cau-moi":["2022/12/31/cau-moi.html","Cầu mới qua sông"]});
