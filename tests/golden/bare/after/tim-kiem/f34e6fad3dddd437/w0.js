hnSearch("f34e6fad3dddd437/w0",`
*dau	- 		- 
đầu
*doan	- 
đoạn
*mot	- 
một
*tien	- 		- 
tiên
*tin	- 		- 
tin`);
