hnSearch("b75ff6cac7f32129/w0",`
*a	=#		=#
a
*ann	- 	- 
ann
*archer	- 	- 
archer
*bao	- 	- 
bao
*bridge	- 		- 
bridge
*bridges	=#	=#
bridges
*day	- 		- 
day
*end	-!
end
*gazette	- 	- 
gazette
*le	- 	- 
le
*leap	- 		- 
leap
*more	-!
more
*no	-!
no
*opened	- 
opened
*opens	- 		- 
opens
*roads	-!	-!
roads
*second	=#		-!
second
*see	- 
see
*story	=#		-!
story
*the	=#	- 
the`);
