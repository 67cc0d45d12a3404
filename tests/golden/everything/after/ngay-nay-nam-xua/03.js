hnThisDay(3,{});
