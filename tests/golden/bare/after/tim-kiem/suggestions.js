hnSearch("suggestions",[]);
