hnSearch("87e3c66faa28d9eb/f",["2023-01-12"," ",["Thông tin hoạt động của Thành phố"]," ",["HNMO"]," "]);
