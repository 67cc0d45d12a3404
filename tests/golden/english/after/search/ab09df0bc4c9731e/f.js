hnSearch("ab09df0bc4c9731e/f",["2024-02-29"," !",["","City"],"! ",["","The Gazette"],"! "]);
