hnThisDay(8,{});
