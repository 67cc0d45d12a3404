hnOldAddresses("63",{"/cu/cau-moi.html":["2022/12/31/cau-moi.html","Cầu mới qua sông"]});
