hnSearch("66d534c221cf78f7/w0",`1	- 
120	- 
2	- 
85	- 
a	-"
abcdefghijk	- 
an	- 	- 
ấn	- 	- 
ảnh	- 
bắc	- 
bài	=(	-!	-"
bản	- 
bảng	- 
be	- 
bình	=#	=#
bờ	- 
cái	-!	-!
cầu	=#		- 
chi	- 
chú	- 
chữ	- 
có	-"		-"
của	-!	-!
cũng	- 
dài	- 
đậm	- 
đầu	- 
đỗ	- 
đoạn	- 
folder	-"
hai	- 
hnmo	-"	-"
hồ	- 
hoà	-!	-!
hòa	- 	- 
hồng	- 	- 
https	- 
in	-"
its	-"
không	- 
khuôn	- 
m	- 
mã	- 
màu	- 
minh	- 
mới	=#	-!	=#
mục	-"		-"
năm	-!	-!	-!
nghe	- 
nguyễn	- 	- 
nháp	-!
nhìn	- 
nhịp	- 
of	-"
own	-"
phải	- 
phát	- 
qua	- 		- 
riêng	-"		-"
sapo	-!	-!
script	- 
sơ	- 
số	- 
sông	=#	=#	- 
thanh	- 
theo	- 
thích	- 
thư	-"		-"
tiết	- 
trần	- 	- 
trong	- 
từ	- 
và	=#
văn	- 	- 
vẽ	- 
với	- 
xem	-!
youtu	- 
youtube	- `);
