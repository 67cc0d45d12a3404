hnSearch("4e0be11ea0111168/w0",`đầu	- 		- 
đoạn	- 
một	- 
tiên	- 		- 
tin	- 		- `);
