hnSearch("cc7b12df1f6f9a31/f",["2024-02-29"," !",["","City"],"! ",["","The Gazette"],"! "]);
