hnSearch("9161f7f90b19bc9c/f",["2023-01-12"," ",["Thông tin hoạt động của Thành phố"]," ",["HNMO"]," "]);
