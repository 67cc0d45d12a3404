hnThisDay(1,{});
