hnSearch("9c6ca69a12a9a58b/f",["2023-01-12"," ",["Thông tin hoạt động của Thành phố"]," ",["HNMO"]," "]);
