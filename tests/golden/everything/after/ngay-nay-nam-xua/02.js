hnThisDay(2,{});
