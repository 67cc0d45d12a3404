hnSearch("9161f7f90b19bc9c/w0",`
*1	- 	- 
1
*11	- 	- 
11
*12	- 
12
*2022	- 
2022
*2023	- 	- 
2023
*28	- 
28
*29	- 
29
*4	- 
4
*5	- 
5
*6	- 
6
*an	- 
an
*anh	- 
ảnh
*ap	- 
áp
*bam	- 
bám
*ban	- 	- 
ban	- 	- 
bàn	- 
bản	- 
*bang	- 
bằng
*bao	- 	- 
báo	- 	- 
bảo	- 
*bat	- 
bật
*ben	- 
bên
*bi	- 	- 
bí	- 	- 
bị	- 
*bien	- 
biến
*biet	- 	- 
biết	- 
biệt	- 	- 
*bieu	- 	- 
biểu
*binh	- 
bình
*bo	- 	- 
bổ	- 	- 
bộ	- 	- 
*ca	- 
cá	- 
cả	- 
*cac	- 	- 
các
*cach	- 
cách
*can	- 	- 
cán	- 
cần	- 	- 
căn	- 
*cang	- 
càng
*canh	- 
cạnh
*cao	- 	- 
cao	- 
cáo	- 	- 
*cap	- 	- 
cấp	- 
cập	- 	- 
*cau	- 
cầu	- 
cấu	- 
*chap	- 	- 
chấp
*chat	- 
chất
*che	- 	- 
chế
*chi	- 	- 	- 
chí	- 	- 
chỉ	- 	- 	- 
*chien	- 
chiến
*chinh	- 	- 
chính
*cho	- 
cho
*chon	- 	- 	- 
chọn
*chu	- 	- 
chú	- 	- 
chủ	- 
*chuan	- 
chuẩn
*chuc	- 
chức
*chung	- 
chung
*chuong	- 
chương
*chuyen	- 
chuyển
*co	- 	- 
có	- 	- 
cố	- 
cơ	- 
cờ	- 
*coi	- 
cởi
*con	- 
còn
*cong	- 	- 
công
*cu	- 
cụ	- 
cứ	- 
*cua	- 
của
*cuc	- 
cực
*cung	- 
cũng	- 
củng	- 
*cuoc	- 
cuộc
*cuong	- 
cương
*cuu	- 
cứu
*da	- 
đã
*dac	- 	- 
đặc
*dai	- 	- 
dài	- 
đại	- 	- 
*dam	- 
đảm
*dan	- 
dân	- 
dẫn	- 
*dang	- 	- 
đáng	- 
đảng	- 	- 
*danh	- 	- 
đánh
*dao	- 	- 	- 
đạo
*dat	- 
đạt	- 
đất	- 
*dau	- 
đầu
*day	- 
đây
*de	- 	- 	- 
đề	- 	- 
để	- 	- 	- 
*den	- 
đến
*deu	- 
đều
*di	- 
đi
*dia	- 
địa
*diem	- 	- 	- 
điểm
*dien	- 	- 
diễn	- 	- 
diện	- 
*dieu	- 
điều
*dinh	- 	- 
đinh	- 	- 
định	- 
*do	- 	- 
đó	- 	- 
đô	- 
độ	- 
*doan	- 	- 
đoàn	- 	- 
đoạn	- 
*doc	- 
dọc
*doi	- 
đối	- 
đổi	- 
*don	- 
đơn
*dong	- 	- 
đóng	- 
đồng	- 	- 
động	- 
*dot	- 	- 
đột
*du	- 
dự
*dua	- 
đưa
*dung	- 	- 
dung	- 
dũng	- 	- 
dụng	- 
dựng	- 	- 
đúng	- 
đứng	- 
*duoc	- 
được
*gan	- 
gắn
*gia	- 	- 
gia	- 
giá	- 	- 
*giai	- 	- 
giai	- 
giải	- 	- 
*giam	- 
giám
*giao	- 
giáo
*giua	- 
giữa
*giup	- 
giúp
*go	- 
gỡ
*gop	- 
góp
*guong	- 
gương
*ha	- 	- 
hà
*hai	- 
hai
*han	- 	- 
hạn
*hang	- 
hằng
*hanh	- 	- 
hành
*hay	- 
hay
*he	- 	- 
hệ
*het	- 
hết
*hien	- 
hiện
*hieu	- 
hiệu
*hinh	- 
hình
*hnmo	- 	- 
hnmo
*hoa	- 
hóa
*hoach	- 
hoạch
*hoan	- 
hoàn
*hoat	- 
hoạt
*hoc	- 
học
*hoi	- 	- 
hội
*hon	- 
hơn
*hop	- 
họp
*huong	- 	- 
hướng	- 	- 
hưởng	- 
*huy	- 
huy
*huyen	- 
huyện
*ke	- 
kế
*ket	- 
kết
*kha	- 	- 
khả
*khac	- 	- 
khắc
*khach	- 
khách
*khai	- 	- 
khai
*khan	- 
khẩn	- 
khăn	- 
*khi	- 
khí
*khich	- 
khích
*kho	- 
khó
*khoa	- 
khoa	- 
khóa	- 
*khoi	- 
khối
*khong	- 
không
*khu	- 
khu
*kiem	- 
kiểm
*kien	- 
kiến	- 
kiện	- 
*kinh	- 
kinh
*kip	- 
kịp
*ky	- 
kỳ	- 
kỷ	- 
*la	- 
là
*lam	- 
làm
*lan	- 	- 
lan	- 
lần	- 	- 
*lanh	- 	- 	- 
lãnh
*lau	- 
lâu
*le	- 
lệ
*len	- 
lên
*lien	- 
liên
*liet	- 
liệt
*linh	- 
linh	- 
lĩnh	- 
*lo	- 
lộ
*long	- 
lòng
*lua	- 	- 	- 
lựa
*luan	- 
luận
*luc	- 
lực
*luoc	- 
lược
*luon	- 
luôn
*luong	- 
lượng
*mac	- 	- 
mạc	- 	- 
mắc	- 
*manh	- 
mạnh
*mat	- 
mắt	- 
mặt	- 
*mau	- 
mẫu
*me	- 
mẽ
*mo	- 
mô	- 
mở	- 
*moi	- 
mới
*mot	- 	- 
một
*muc	- 
mục
*muoi	- 	- 
mười
*muu	- 
mưu
*nam	- 	- 
nam	- 
năm	- 	- 
*nang	- 
nâng
*nay	- 
này	- 
nảy	- 
*net	- 
nét
*neu	- 
nêu
*nganh	- 
ngành
*ngay	- 
ngày
*nghen	- 
nghẽn
*nghi	- 	- 
nghị
*nghia	- 
nghĩa
*nghiem	- 
nghiêm
*nghien	- 
nghiên
*ngon	- 
ngọn
*nguoi	- 
người
*nguyen	- 
nguyên
*nham	- 
nhằm
*nhan	- 
nhân	- 
nhấn	- 
nhận	- 
*nhat	- 
nhất
*nhiem	- 	- 	- 
nhiệm
*nhien	- 
nhiên
*nhieu	- 
nhiều
*nhin	- 
nhìn
*nhom	- 
nhóm
*nhu	- 
như
*nhung	- 	- 
những
*ninh	- 
ninh
*noi	- 	- 
nổi	- 
nội	- 	- 
*nuoc	- 
nước
*pha	- 	- 
phá
*pham	- 
phạm
*phan	- 	- 
phân	- 	- 
phần	- 
*phap	- 	- 
pháp
*phat	- 	- 
phát
*phe	- 
phê
*phia	- 
phía
*pho	- 	- 
phố
*phong	- 
phong	- 
phòng	- 
*phu	- 
phụ
*phuc	- 	- 
phục
*phuong	- 	- 
phương
*qua	- 	- 
qua	- 	- 
quả	- 
*quan	- 
quan	- 
quán	- 
*quoc	- 	- 
quốc
*quy	- 
quy
*quyen	- 
quyền
*quyet	- 
quyết
*ra	- 	- 
ra
*rai	- 
rãi
*rat	- 
rất
*ro	- 
rõ
*rong	- 
rộng
*sac	- 
sắc
*sang	- 	- 
sáng
*sat	- 
sát
*sau	- 	- 
sâu
*sinh	- 
sinh
*so	- 
số	- 
sở	- 
*som	- 
sớm
*song	- 
song	- 
sống	- 
*su	- 
sự
*suc	- 
sức
*sung	- 	- 
sung
*tac	- 	- 
tác	- 	- 
tắc	- 
*tai	- 	- 
tại
*tam	- 	- 	- 
tâm
*tao	- 
tạo
*tap	- 	- 	- 
tập
*te	- 
tế
*thach	- 
thách
*tham	- 
tham
*than	- 
thần	- 
thắn	- 
*thang	- 
thẳng
*thanh	- 	- 
thành
*thao	- 
tháo	- 
thảo	- 
*the	- 
thể
*theo	- 
theo
*thi	- 	- 
thi
*thien	- 
thiện
*thiet	- 
thiết
*thoi	- 
thời
*thong	- 	- 
thống
*thu	- 	- 
thù	- 
thủ	- 
thư	- 	- 
thứ	- 	- 
*thuc	- 
thức	- 
thực	- 
*thuong	- 
thường
*tich	- 	- 
tích
*tien	- 	- 
tiên	- 
tiến	- 	- 
*tiep	- 
tiếp
*tieu	- 
tiêu
*tinh	- 	- 
tinh	- 
tính	- 	- 
*to	- 
tố	- 
tổ	- 
tờ	- 
*toa	- 
tỏa
*toan	- 
toàn
*toi	- 
tới
*ton	- 	- 
tồn
*tong	- 
tổng
*tot	- 
tốt
*tra	- 
tra
*trach	- 
trách
*tran	- 
trận
*tren	- 
trên
*tri	- 	- 
trí	- 
trị	- 	- 
*trien	- 
triển
*triet	- 
triệt
*trinh	- 
trình
*tro	- 
trò
*trong	- 	- 	- 
trong	- 	- 
trọng	- 	- 	- 
*truc	- 
trực
*trung	- 	- 	- 
trung
*truoc	- 
trước
*truong	- 	- 
trương	- 
trưởng	- 	- 
*tu	- 
từ	- 
tự	- 
*tuc	- 
tục
*tue	- 
tuệ
*tung	- 
từng
*tuy	- 
tuy
*tuyen	- 
tuyên
*ubnd	- 
ubnd
*uong	- 
ương
*uy	- 	- 
ủy
*va	- 	- 
và
*vai	- 
vai
*van	- 
vấn	- 
vẫn	- 
vận	- 
văn	- 
*vao	- 
vào
*ve	- 	- 
về
*vi	- 
vi	- 
vĩ	- 
vị	- 
*viec	- 
việc
*vien	- 	- 
viên
*voi	- 
với
*vu	- 	- 	- 
vụ
*vua	- 
vừa
*vuc	- 
vực
*vuong	- 
vướng
*vuot	- 
vượt
*xa	- 
xã
*xac	- 
xác
*xay	- 	- 
xây
*xiii	- 
xiii
*xuat	- 	- 
xuất
*xuyen	- 
xuyên
*y	- 
ý
*yeu	- 
yêu	- 
yếu	- `);
