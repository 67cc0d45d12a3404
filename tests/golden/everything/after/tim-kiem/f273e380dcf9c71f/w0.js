hnSearch("f273e380dcf9c71f/w0",`
*1	- 
1
*120	- 
120
*2	- 
2
*85	- 
85
*a	-"
a
*abcdefghijk	- 
abcdefghijk
*an	- 	- 
an	- 	- 
ấn	- 	- 
*anh	- 
ảnh
*bac	- 
bắc
*bai	=(	-!	-"
bài
*ban	- 
bản
*bang	- 
bảng
*be	- 
be
*binh	=#	=#
bình
*bo	- 
bờ
*cai	-!	-!
cái
*cau	=#		- 
cầu
*chi	- 
chi
*chu	- 
chú	- 
chữ	- 
*co	-"		-"
có
*cua	-!	-!
của
*cung	- 
cũng
*dai	- 
dài
*dam	- 
đậm
*dau	- 
đầu
*do	- 
đỗ
*doan	- 
đoạn
*folder	-"
folder
*hai	- 
hai
*hnmo	-"	-"
hnmo
*ho	- 
hồ
*hoa	=#	=#
hoà	-!	-!
hòa	- 	- 
*hong	- 	- 
hồng
*https	- 
https
*in	-"
in
*its	-"
its
*khong	- 
không
*khuon	- 
khuôn
*m	- 
m
*ma	- 
mã
*mau	- 
màu
*minh	- 
minh
*moi	=#	-!	=#
mới
*muc	-"		-"
mục
*nam	-!	-!	-!
năm
*nghe	- 
nghe
*nguyen	- 	- 
nguyễn
*nhap	-!
nháp
*nhin	- 
nhìn
*nhip	- 
nhịp
*of	-"
of
*own	-"
own
*phai	- 
phải
*phat	- 
phát
*qua	- 		- 
qua
*rieng	-"		-"
riêng
*sapo	-!	-!
sapo
*script	- 
script
*so	- 
số	- 
sơ	- 
*song	=#	=#	- 
sông
*thanh	- 
thanh
*theo	- 
theo
*thich	- 
thích
*thu	-"		-"
thư
*tiet	- 
tiết
*tran	- 	- 
trần
*trong	- 
trong
*tu	- 
từ
*va	=#
và
*van	- 	- 
văn
*ve	- 
vẽ
*voi	- 
với
*xem	-!
xem
*youtu	- 
youtu
*youtube	- 
youtube`);
