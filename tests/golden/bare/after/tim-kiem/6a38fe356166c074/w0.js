hnSearch("6a38fe356166c074/w0",`
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
