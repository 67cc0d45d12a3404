hnSearch("b75ff6cac7f32129/f",["2024-02-29"," !",["","City"],"! ",["","The Gazette"],"! "]);
