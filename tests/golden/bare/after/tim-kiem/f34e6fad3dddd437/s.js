hnSearch("f34e6fad3dddd437/s",`một 1
tin 1
tiên 1
đoạn 1
đầu 1`);
