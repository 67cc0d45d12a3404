hnSearch("cc7b12df1f6f9a31/w0",`a	=#		=#
ann	- 	- 
archer	- 	- 
bao	- 	- 
bridge	- 		- 
bridges	=#	=#
day	- 		- 
end	-!
gazette	- 	- 
le	- 	- 
leap	- 		- 
more	-!
no	-!
opened	- 
opens	- 		- 
roads	-!	-!
second	=#		-!
see	- 
story	=#		-!
the	=#	- `);
