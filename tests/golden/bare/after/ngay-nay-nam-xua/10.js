hnThisDay(10,{});
