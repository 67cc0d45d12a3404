hnThisDay(4,{});
