hnThisDay(6,{});
