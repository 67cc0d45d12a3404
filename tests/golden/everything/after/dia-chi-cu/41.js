hnOldAddresses({"/gioi-thieu.html":["trang/gioi-thieu.html","Giới thiệu"]});
