hnThisDay(3,{"1":[["2024","A second story","2024/03/01/second.html"]]});
