hnThisDay(12,{});
