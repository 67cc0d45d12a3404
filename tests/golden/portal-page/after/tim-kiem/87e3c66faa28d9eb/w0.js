hnSearch("87e3c66faa28d9eb/w0",`1	- 	- 
11	- 	- 
12	- 
2022	- 
2023	- 	- 
28	- 
29	- 
4	- 
5	- 
6	- 
an	- 
ảnh	- 
áp	- 
bám	- 
ban	- 	- 
bàn	- 
bản	- 
bằng	- 
báo	- 	- 
bảo	- 
bật	- 
bên	- 
bí	- 	- 
bị	- 
biến	- 
biết	- 
biệt	- 	- 
biểu	- 	- 
bình	- 
bổ	- 	- 
bộ	- 	- 
cá	- 
cả	- 
các	- 	- 
cách	- 
cán	- 
căn	- 
cần	- 	- 
càng	- 
cạnh	- 
cao	- 
cáo	- 	- 
cấp	- 
cập	- 	- 
cấu	- 
cầu	- 
chấp	- 	- 
chất	- 
chế	- 	- 
chí	- 	- 
chỉ	- 	- 	- 
chiến	- 
chính	- 	- 
cho	- 
chọn	- 	- 	- 
chú	- 	- 
chủ	- 
chuẩn	- 
chức	- 
chung	- 
chương	- 
chuyển	- 
có	- 	- 
cơ	- 
cố	- 
cờ	- 
cởi	- 
còn	- 
công	- 	- 
cụ	- 
cứ	- 
của	- 
cực	- 
cũng	- 
củng	- 
cuộc	- 
cương	- 
cứu	- 
đã	- 
đặc	- 	- 
dài	- 
đại	- 	- 
đảm	- 
dân	- 
dẫn	- 
đáng	- 
đảng	- 	- 
đánh	- 	- 
đạo	- 	- 	- 
đạt	- 
đất	- 
đầu	- 
đây	- 
đề	- 	- 
để	- 	- 	- 
đến	- 
đều	- 
đi	- 
địa	- 
điểm	- 	- 	- 
diễn	- 	- 
diện	- 
điều	- 
đinh	- 	- 
định	- 
đó	- 	- 
đô	- 
độ	- 
đoàn	- 	- 
đoạn	- 
dọc	- 
đối	- 
đổi	- 
đơn	- 
đóng	- 
đồng	- 	- 
động	- 
đột	- 	- 
dự	- 
đưa	- 
dung	- 
dũng	- 	- 
dụng	- 
dựng	- 	- 
đúng	- 
đứng	- 
được	- 
gắn	- 
gia	- 
giá	- 	- 
giai	- 
giải	- 	- 
giám	- 
giáo	- 
giữa	- 
giúp	- 
gỡ	- 
góp	- 
gương	- 
hà	- 	- 
hai	- 
hạn	- 	- 
hằng	- 
hành	- 	- 
hay	- 
hệ	- 	- 
hết	- 
hiện	- 
hiệu	- 
hình	- 
hnmo	- 	- 
hóa	- 
hoạch	- 
hoàn	- 
hoạt	- 
học	- 
hội	- 	- 
hơn	- 
họp	- 
hướng	- 	- 
hưởng	- 
huy	- 
huyện	- 
kế	- 
kết	- 
khả	- 	- 
khắc	- 	- 
khách	- 
khai	- 	- 
khăn	- 
khẩn	- 
khí	- 
khích	- 
khó	- 
khoa	- 
khóa	- 
khối	- 
không	- 
khu	- 
kiểm	- 
kiến	- 
kiện	- 
kinh	- 
kịp	- 
kỳ	- 
kỷ	- 
là	- 
làm	- 
lan	- 
lần	- 	- 
lãnh	- 	- 	- 
lâu	- 
lệ	- 
lên	- 
liên	- 
liệt	- 
linh	- 
lĩnh	- 
lộ	- 
lòng	- 
lựa	- 	- 	- 
luận	- 
lực	- 
lược	- 
luôn	- 
lượng	- 
mạc	- 	- 
mắc	- 
mạnh	- 
mắt	- 
mặt	- 
mẫu	- 
mẽ	- 
mô	- 
mở	- 
mới	- 
một	- 	- 
mục	- 
mười	- 	- 
mưu	- 
nam	- 
năm	- 	- 
nâng	- 
này	- 
nảy	- 
nét	- 
nêu	- 
ngành	- 
ngày	- 
nghẽn	- 
nghị	- 	- 
nghĩa	- 
nghiêm	- 
nghiên	- 
ngọn	- 
người	- 
nguyên	- 
nhằm	- 
nhân	- 
nhấn	- 
nhận	- 
nhất	- 
nhiệm	- 	- 	- 
nhiên	- 
nhiều	- 
nhìn	- 
nhóm	- 
như	- 
những	- 	- 
ninh	- 
nổi	- 
nội	- 	- 
nước	- 
phá	- 	- 
phạm	- 
phân	- 	- 
phần	- 
pháp	- 	- 
phát	- 	- 
phê	- 
phía	- 
phố	- 	- 
phong	- 
phòng	- 
phụ	- 
phục	- 	- 
phương	- 	- 
qua	- 	- 
quả	- 
quan	- 
quán	- 
quốc	- 	- 
quy	- 
quyền	- 
quyết	- 
ra	- 	- 
rãi	- 
rất	- 
rõ	- 
rộng	- 
sắc	- 
sáng	- 	- 
sát	- 
sâu	- 	- 
sinh	- 
số	- 
sở	- 
sớm	- 
song	- 
sống	- 
sự	- 
sức	- 
sung	- 	- 
tác	- 	- 
tắc	- 
tại	- 	- 
tâm	- 	- 	- 
tạo	- 
tập	- 	- 	- 
tế	- 
thách	- 
tham	- 
thần	- 
thắn	- 
thẳng	- 
thành	- 	- 
tháo	- 
thảo	- 
thể	- 
theo	- 
thi	- 	- 
thiện	- 
thiết	- 
thời	- 
thống	- 	- 
thù	- 
thư	- 	- 
thủ	- 
thứ	- 	- 
thức	- 
thực	- 
thường	- 
tích	- 	- 
tiên	- 
tiến	- 	- 
tiếp	- 
tiêu	- 
tinh	- 
tính	- 	- 
tố	- 
tổ	- 
tờ	- 
tỏa	- 
toàn	- 
tới	- 
tồn	- 	- 
tổng	- 
tốt	- 
tra	- 
trách	- 
trận	- 
trên	- 
trí	- 
trị	- 	- 
triển	- 
triệt	- 
trình	- 
trò	- 
trong	- 	- 
trọng	- 	- 	- 
trực	- 
trung	- 	- 	- 
trước	- 
trương	- 
trưởng	- 	- 
từ	- 
tự	- 
tục	- 
tuệ	- 
từng	- 
tuy	- 
tuyên	- 
ubnd	- 
ương	- 
ủy	- 	- 
và	- 	- 
vai	- 
văn	- 
vấn	- 
vẫn	- 
vận	- 
vào	- 
về	- 	- 
vi	- 
vĩ	- 
vị	- 
việc	- 
viên	- 	- 
với	- 
vụ	- 	- 	- 
vừa	- 
vực	- 
vướng	- 
vượt	- 
xã	- 
xác	- 
xây	- 	- 
xiii	- 
xuất	- 	- 
xuyên	- 
ý	- 
yêu	- 
yếu	- `);
