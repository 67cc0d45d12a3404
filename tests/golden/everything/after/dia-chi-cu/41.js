hnOldAddresses("41",{"/gioi-thieu.html":["trang/gioi-thieu.html","Giới thiệu"]});
