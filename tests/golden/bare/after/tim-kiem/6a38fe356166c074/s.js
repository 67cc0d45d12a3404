hnSearch("6a38fe356166c074/s",`một 1
tin 1
tiên 1
đoạn 1
đầu 1`);
